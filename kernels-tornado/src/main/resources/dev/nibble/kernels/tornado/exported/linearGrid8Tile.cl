__kernel void linearGrid8Tile(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *sizes, __global uchar *codes, __global uchar *scales, __global uchar *zeros, __global uchar *x, __global uchar *y)
{
  float f_27, f_28, f_29, f_30, f_37, f_40, f_41, f_42, f_43, f_58, f_64, f_70, f_76, f_82, f_88, f_94, f_100, f_106, f_112, f_118, f_124, f_130, f_136, f_142, f_148, f_151, f_152, f_155, f_156, f_159, f_160, f_162, f_163, f_164, f_165, f_166, f_167, f_168, f_169, f_170, f_171, f_172, f_173, f_174, f_175, f_176, f_177, f_178, f_179, f_182, f_183, f_184, f_185, f_186;
  int i_6, i_7, i_10, i_12, i_14, i_15, i_16, i_17, i_18, i_19, i_20, i_21, i_22, i_23, i_24, i_25, i_26, i_31, i_32, i_38, i_39, i_44, i_45, i_50, i_51, i_52, i_53, i_59, i_65, i_71, i_77, i_83, i_89, i_95, i_101, i_107, i_113, i_119, i_125, i_131, i_137, i_143, i_149, i_150, i_153, i_154, i_157, i_158, i_161, i_180, i_187, i_188, i_189, i_190, i_195, i_200, i_201, i_206, i_207, i_212, i_213;
  long l_33, l_34, l_35, l_46, l_47, l_48, l_54, l_55, l_56, l_60, l_61, l_62, l_66, l_67, l_68, l_72, l_73, l_74, l_78, l_79, l_80, l_84, l_85, l_86, l_90, l_91, l_92, l_96, l_97, l_98, l_102, l_103, l_104, l_108, l_109, l_110, l_114, l_115, l_116, l_120, l_121, l_122, l_126, l_127, l_128, l_132, l_133, l_134, l_138, l_139, l_140, l_144, l_145, l_146, l_191, l_192, l_193, l_196, l_197, l_198, l_202, l_203, l_204, l_208, l_209, l_210;
  ulong ul_0, ul_1, ul_2, ul_3, ul_4, ul_5, ul_8, ul_9, ul_11, ul_13, ul_36, ul_49, ul_57, ul_63, ul_69, ul_75, ul_81, ul_87, ul_93, ul_99, ul_105, ul_111, ul_117, ul_123, ul_129, ul_135, ul_141, ul_147, ul_181, ul_194, ul_199, ul_205, ul_211;

  // BLOCK 0
  ul_0  =  (ulong) sizes;
  ul_1  =  (ulong) codes;
  ul_2  =  (ulong) scales;
  ul_3  =  (ulong) zeros;
  ul_4  =  (ulong) x;
  ul_5  =  (ulong) y;
  i_6  =  get_global_size(1);
  i_7  =  get_global_size(0);
  ul_8  =  ul_0 + 24L;
  ul_9  =  ul_0 + 20L;
  i_10  =  get_global_id(1);
  ul_11  =  ul_0 + 28L;
  i_12  =  get_global_id(0);
  ul_13  =  ul_0 + 16L;
  // BLOCK 1 MERGES [0 11 ]
  i_14  =  i_12;
  for(;;)
  {
    i_15  =  *((__global int *) ul_13);
    if(!(i_14 < i_15))
    {
      break;
    }
    // BLOCK 2
    // BLOCK 3 MERGES [2 10 ]
    i_16  =  i_10;
    for(;;)
    {
      i_17  =  *((__global int *) ul_11);
      if(!(i_16 < i_17))
      {
        break;
      }
      // BLOCK 4
      i_18  =  *((__global int *) ul_9);
      i_19  =  *((__global int *) ul_8);
      i_20  =  i_18 * i_19;
      i_21  =  i_20 << 2;
      i_22  =  i_20 << 3;
      i_23  =  i_21 + i_22;
      i_24  =  i_16 << 2;
      i_25  =  i_24 * i_21;
      i_26  =  i_14 * i_18;
      // BLOCK 5 MERGES [4 9 ]
      f_27  =  0.0F;
      f_28  =  0.0F;
      f_29  =  0.0F;
      f_30  =  0.0F;
      i_31  =  0;
      for(;i_31 < i_18;)
      {
        // BLOCK 6
        i_32  =  i_26 + i_31;
        l_33  =  (long) i_32;
        l_34  =  l_33 + 4L;
        l_35  =  l_34 << 2;
        ul_36  =  ul_3 + l_35;
        f_37  =  *((__global float *) ul_36);
        i_38  =  i_31 * i_19;
        i_39  =  i_32 * i_19;
        // BLOCK 7 MERGES [6 8 ]
        f_40  =  0.0F;
        f_41  =  0.0F;
        f_42  =  0.0F;
        f_43  =  0.0F;
        i_44  =  0;
        for(;i_44 < i_19;)
        {
          // BLOCK 8
          i_45  =  i_39 + i_44;
          l_46  =  (long) i_45;
          l_47  =  l_46 + 4L;
          l_48  =  l_47 << 2;
          ul_49  =  ul_1 + l_48;
          i_50  =  *((__global int *) ul_49);
          i_51  =  i_38 + i_44;
          i_52  =  i_51 << 2;
          i_53  =  i_25 + i_52;
          l_54  =  (long) i_53;
          l_55  =  l_54 + 4L;
          l_56  =  l_55 << 2;
          ul_57  =  ul_4 + l_56;
          f_58  =  *((__global float *) ul_57);
          i_59  =  i_21 + i_53;
          l_60  =  (long) i_59;
          l_61  =  l_60 + 4L;
          l_62  =  l_61 << 2;
          ul_63  =  ul_4 + l_62;
          f_64  =  *((__global float *) ul_63);
          i_65  =  i_53 + i_22;
          l_66  =  (long) i_65;
          l_67  =  l_66 + 4L;
          l_68  =  l_67 << 2;
          ul_69  =  ul_4 + l_68;
          f_70  =  *((__global float *) ul_69);
          i_71  =  i_23 + i_53;
          l_72  =  (long) i_71;
          l_73  =  l_72 + 4L;
          l_74  =  l_73 << 2;
          ul_75  =  ul_4 + l_74;
          f_76  =  *((__global float *) ul_75);
          i_77  =  i_53 + 1;
          l_78  =  (long) i_77;
          l_79  =  l_78 + 4L;
          l_80  =  l_79 << 2;
          ul_81  =  ul_4 + l_80;
          f_82  =  *((__global float *) ul_81);
          i_83  =  i_21 + i_77;
          l_84  =  (long) i_83;
          l_85  =  l_84 + 4L;
          l_86  =  l_85 << 2;
          ul_87  =  ul_4 + l_86;
          f_88  =  *((__global float *) ul_87);
          i_89  =  i_22 + i_77;
          l_90  =  (long) i_89;
          l_91  =  l_90 + 4L;
          l_92  =  l_91 << 2;
          ul_93  =  ul_4 + l_92;
          f_94  =  *((__global float *) ul_93);
          i_95  =  i_23 + i_77;
          l_96  =  (long) i_95;
          l_97  =  l_96 + 4L;
          l_98  =  l_97 << 2;
          ul_99  =  ul_4 + l_98;
          f_100  =  *((__global float *) ul_99);
          i_101  =  i_53 + 2;
          l_102  =  (long) i_101;
          l_103  =  l_102 + 4L;
          l_104  =  l_103 << 2;
          ul_105  =  ul_4 + l_104;
          f_106  =  *((__global float *) ul_105);
          i_107  =  i_21 + i_101;
          l_108  =  (long) i_107;
          l_109  =  l_108 + 4L;
          l_110  =  l_109 << 2;
          ul_111  =  ul_4 + l_110;
          f_112  =  *((__global float *) ul_111);
          i_113  =  i_22 + i_101;
          l_114  =  (long) i_113;
          l_115  =  l_114 + 4L;
          l_116  =  l_115 << 2;
          ul_117  =  ul_4 + l_116;
          f_118  =  *((__global float *) ul_117);
          i_119  =  i_23 + i_101;
          l_120  =  (long) i_119;
          l_121  =  l_120 + 4L;
          l_122  =  l_121 << 2;
          ul_123  =  ul_4 + l_122;
          f_124  =  *((__global float *) ul_123);
          i_125  =  i_53 + 3;
          l_126  =  (long) i_125;
          l_127  =  l_126 + 4L;
          l_128  =  l_127 << 2;
          ul_129  =  ul_4 + l_128;
          f_130  =  *((__global float *) ul_129);
          i_131  =  i_21 + i_125;
          l_132  =  (long) i_131;
          l_133  =  l_132 + 4L;
          l_134  =  l_133 << 2;
          ul_135  =  ul_4 + l_134;
          f_136  =  *((__global float *) ul_135);
          i_137  =  i_22 + i_125;
          l_138  =  (long) i_137;
          l_139  =  l_138 + 4L;
          l_140  =  l_139 << 2;
          ul_141  =  ul_4 + l_140;
          f_142  =  *((__global float *) ul_141);
          i_143  =  i_23 + i_125;
          l_144  =  (long) i_143;
          l_145  =  l_144 + 4L;
          l_146  =  l_145 << 2;
          ul_147  =  ul_4 + l_146;
          f_148  =  *((__global float *) ul_147);
          i_149  =  i_50 >> 24;
          i_150  =  i_149 & 255;
          f_151  =  (float) i_150;
          f_152  =  f_151 - f_37;
          i_153  =  i_50 >> 16;
          i_154  =  i_153 & 255;
          f_155  =  (float) i_154;
          f_156  =  f_155 - f_37;
          i_157  =  i_50 >> 8;
          i_158  =  i_157 & 255;
          f_159  =  (float) i_158;
          f_160  =  f_159 - f_37;
          i_161  =  i_50 & 255;
          f_162  =  (float) i_161;
          f_163  =  f_162 - f_37;
          f_164  =  fma(f_163, f_76, f_43);
          f_165  =  fma(f_160, f_100, f_164);
          f_166  =  fma(f_156, f_124, f_165);
          f_167  =  fma(f_152, f_148, f_166);
          f_168  =  fma(f_163, f_70, f_42);
          f_169  =  fma(f_160, f_94, f_168);
          f_170  =  fma(f_156, f_118, f_169);
          f_171  =  fma(f_152, f_142, f_170);
          f_172  =  fma(f_163, f_64, f_41);
          f_173  =  fma(f_160, f_88, f_172);
          f_174  =  fma(f_156, f_112, f_173);
          f_175  =  fma(f_152, f_136, f_174);
          f_176  =  fma(f_163, f_58, f_40);
          f_177  =  fma(f_160, f_82, f_176);
          f_178  =  fma(f_156, f_106, f_177);
          f_179  =  fma(f_152, f_130, f_178);
          i_180  =  i_44 + 1;
          f_40  =  f_179;
          f_41  =  f_175;
          f_42  =  f_171;
          f_43  =  f_167;
          i_44  =  i_180;
        }  // B7
        // BLOCK 9
        ul_181  =  ul_2 + l_35;
        f_182  =  *((__global float *) ul_181);
        f_183  =  fma(f_43, f_182, f_30);
        f_184  =  fma(f_42, f_182, f_29);
        f_185  =  fma(f_41, f_182, f_28);
        f_186  =  fma(f_40, f_182, f_27);
        i_187  =  i_31 + 1;
        f_27  =  f_186;
        f_28  =  f_185;
        f_29  =  f_184;
        f_30  =  f_183;
        i_31  =  i_187;
      }  // B5
      // BLOCK 10
      i_188  =  *((__global int *) ul_13);
      i_189  =  i_188 * i_24;
      i_190  =  i_189 + i_14;
      l_191  =  (long) i_190;
      l_192  =  l_191 + 4L;
      l_193  =  l_192 << 2;
      ul_194  =  ul_5 + l_193;
      *((__global float *) ul_194)  =  f_27;
      i_195  =  i_190 + i_188;
      l_196  =  (long) i_195;
      l_197  =  l_196 + 4L;
      l_198  =  l_197 << 2;
      ul_199  =  ul_5 + l_198;
      *((__global float *) ul_199)  =  f_28;
      i_200  =  i_188 << 1;
      i_201  =  i_200 + i_190;
      l_202  =  (long) i_201;
      l_203  =  l_202 + 4L;
      l_204  =  l_203 << 2;
      ul_205  =  ul_5 + l_204;
      *((__global float *) ul_205)  =  f_29;
      i_206  =  i_200 + i_188;
      i_207  =  i_206 + i_190;
      l_208  =  (long) i_207;
      l_209  =  l_208 + 4L;
      l_210  =  l_209 << 2;
      ul_211  =  ul_5 + l_210;
      *((__global float *) ul_211)  =  f_30;
      i_212  =  i_6 + i_16;
      i_16  =  i_212;
    }  // B3
    // BLOCK 11
    i_213  =  i_7 + i_14;
    i_14  =  i_213;
  }  // B1
  // BLOCK 12
  return;
}  //  kernel
