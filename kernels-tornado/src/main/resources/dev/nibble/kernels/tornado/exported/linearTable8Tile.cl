__kernel void linearTable8Tile(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *sizes, __global uchar *codes, __global uchar *scales, __global uchar *zeros, __global uchar *levels, __global uchar *x, __global uchar *y)
{
  float f_28, f_29, f_30, f_31, f_38, f_41, f_42, f_43, f_44, f_57, f_65, f_71, f_77, f_83, f_90, f_96, f_102, f_108, f_114, f_121, f_127, f_133, f_139, f_145, f_152, f_158, f_164, f_170, f_176, f_177, f_178, f_179, f_180, f_181, f_182, f_183, f_184, f_185, f_186, f_187, f_188, f_189, f_190, f_191, f_192, f_193, f_194, f_195, f_196, f_199, f_200, f_201, f_202, f_203;
  int i_7, i_8, i_11, i_13, i_15, i_16, i_17, i_18, i_19, i_20, i_21, i_22, i_23, i_24, i_25, i_26, i_27, i_32, i_33, i_39, i_40, i_45, i_46, i_51, i_52, i_58, i_59, i_60, i_66, i_72, i_78, i_84, i_85, i_91, i_97, i_103, i_109, i_115, i_116, i_122, i_128, i_134, i_140, i_146, i_147, i_153, i_159, i_165, i_171, i_197, i_204, i_205, i_206, i_207, i_212, i_217, i_218, i_223, i_224, i_229, i_230;
  long l_34, l_35, l_36, l_47, l_48, l_49, l_61, l_62, l_63, l_67, l_68, l_69, l_73, l_74, l_75, l_79, l_80, l_81, l_92, l_93, l_94, l_98, l_99, l_100, l_104, l_105, l_106, l_110, l_111, l_112, l_123, l_124, l_125, l_129, l_130, l_131, l_135, l_136, l_137, l_141, l_142, l_143, l_154, l_155, l_156, l_160, l_161, l_162, l_166, l_167, l_168, l_172, l_173, l_174, l_208, l_209, l_210, l_213, l_214, l_215, l_219, l_220, l_221, l_225, l_226, l_227;
  ulong ul_0, ul_1, ul_2, ul_3, ul_4, ul_5, ul_6, ul_9, ul_10, ul_12, ul_14, ul_37, ul_50, ul_53, ul_54, ul_55, ul_56, ul_64, ul_70, ul_76, ul_82, ul_86, ul_87, ul_88, ul_89, ul_95, ul_101, ul_107, ul_113, ul_117, ul_118, ul_119, ul_120, ul_126, ul_132, ul_138, ul_144, ul_148, ul_149, ul_150, ul_151, ul_157, ul_163, ul_169, ul_175, ul_198, ul_211, ul_216, ul_222, ul_228;

  // BLOCK 0
  ul_0  =  (ulong) sizes;
  ul_1  =  (ulong) codes;
  ul_2  =  (ulong) scales;
  ul_3  =  (ulong) zeros;
  ul_4  =  (ulong) levels;
  ul_5  =  (ulong) x;
  ul_6  =  (ulong) y;
  i_7  =  get_global_size(1);
  i_8  =  get_global_size(0);
  ul_9  =  ul_0 + 24L;
  ul_10  =  ul_0 + 20L;
  i_11  =  get_global_id(1);
  ul_12  =  ul_0 + 28L;
  i_13  =  get_global_id(0);
  ul_14  =  ul_0 + 16L;
  // BLOCK 1 MERGES [0 11 ]
  i_15  =  i_13;
  for(;;)
  {
    i_16  =  *((__global int *) ul_14);
    if(!(i_15 < i_16))
    {
      break;
    }
    // BLOCK 2
    // BLOCK 3 MERGES [2 10 ]
    i_17  =  i_11;
    for(;;)
    {
      i_18  =  *((__global int *) ul_12);
      if(!(i_17 < i_18))
      {
        break;
      }
      // BLOCK 4
      i_19  =  *((__global int *) ul_10);
      i_20  =  *((__global int *) ul_9);
      i_21  =  i_19 * i_20;
      i_22  =  i_21 << 2;
      i_23  =  i_21 << 3;
      i_24  =  i_22 + i_23;
      i_25  =  i_17 << 2;
      i_26  =  i_25 * i_22;
      i_27  =  i_15 * i_19;
      // BLOCK 5 MERGES [4 9 ]
      f_28  =  0.0F;
      f_29  =  0.0F;
      f_30  =  0.0F;
      f_31  =  0.0F;
      i_32  =  0;
      for(;i_32 < i_19;)
      {
        // BLOCK 6
        i_33  =  i_27 + i_32;
        l_34  =  (long) i_33;
        l_35  =  l_34 + 4L;
        l_36  =  l_35 << 2;
        ul_37  =  ul_3 + l_36;
        f_38  =  *((__global float *) ul_37);
        i_39  =  i_32 * i_20;
        i_40  =  i_33 * i_20;
        // BLOCK 7 MERGES [6 8 ]
        f_41  =  0.0F;
        f_42  =  0.0F;
        f_43  =  0.0F;
        f_44  =  0.0F;
        i_45  =  0;
        for(;i_45 < i_20;)
        {
          // BLOCK 8
          i_46  =  i_40 + i_45;
          l_47  =  (long) i_46;
          l_48  =  l_47 + 4L;
          l_49  =  l_48 << 2;
          ul_50  =  ul_1 + l_49;
          i_51  =  *((__global int *) ul_50);
          i_52  =  i_51 & 255;
          ul_53  =  i_52 & 4294967295UL;
          ul_54  =  ul_53 + 4L;
          ul_55  =  ul_54 << 2;
          ul_56  =  ul_4 + ul_55;
          f_57  =  *((__global float *) ul_56);
          i_58  =  i_39 + i_45;
          i_59  =  i_58 << 2;
          i_60  =  i_26 + i_59;
          l_61  =  (long) i_60;
          l_62  =  l_61 + 4L;
          l_63  =  l_62 << 2;
          ul_64  =  ul_5 + l_63;
          f_65  =  *((__global float *) ul_64);
          i_66  =  i_22 + i_60;
          l_67  =  (long) i_66;
          l_68  =  l_67 + 4L;
          l_69  =  l_68 << 2;
          ul_70  =  ul_5 + l_69;
          f_71  =  *((__global float *) ul_70);
          i_72  =  i_60 + i_23;
          l_73  =  (long) i_72;
          l_74  =  l_73 + 4L;
          l_75  =  l_74 << 2;
          ul_76  =  ul_5 + l_75;
          f_77  =  *((__global float *) ul_76);
          i_78  =  i_24 + i_60;
          l_79  =  (long) i_78;
          l_80  =  l_79 + 4L;
          l_81  =  l_80 << 2;
          ul_82  =  ul_5 + l_81;
          f_83  =  *((__global float *) ul_82);
          i_84  =  i_51 >> 8;
          i_85  =  i_84 & 255;
          ul_86  =  i_85 & 4294967295UL;
          ul_87  =  ul_86 + 4L;
          ul_88  =  ul_87 << 2;
          ul_89  =  ul_4 + ul_88;
          f_90  =  *((__global float *) ul_89);
          i_91  =  i_60 + 1;
          l_92  =  (long) i_91;
          l_93  =  l_92 + 4L;
          l_94  =  l_93 << 2;
          ul_95  =  ul_5 + l_94;
          f_96  =  *((__global float *) ul_95);
          i_97  =  i_22 + i_91;
          l_98  =  (long) i_97;
          l_99  =  l_98 + 4L;
          l_100  =  l_99 << 2;
          ul_101  =  ul_5 + l_100;
          f_102  =  *((__global float *) ul_101);
          i_103  =  i_23 + i_91;
          l_104  =  (long) i_103;
          l_105  =  l_104 + 4L;
          l_106  =  l_105 << 2;
          ul_107  =  ul_5 + l_106;
          f_108  =  *((__global float *) ul_107);
          i_109  =  i_24 + i_91;
          l_110  =  (long) i_109;
          l_111  =  l_110 + 4L;
          l_112  =  l_111 << 2;
          ul_113  =  ul_5 + l_112;
          f_114  =  *((__global float *) ul_113);
          i_115  =  i_51 >> 16;
          i_116  =  i_115 & 255;
          ul_117  =  i_116 & 4294967295UL;
          ul_118  =  ul_117 + 4L;
          ul_119  =  ul_118 << 2;
          ul_120  =  ul_4 + ul_119;
          f_121  =  *((__global float *) ul_120);
          i_122  =  i_60 + 2;
          l_123  =  (long) i_122;
          l_124  =  l_123 + 4L;
          l_125  =  l_124 << 2;
          ul_126  =  ul_5 + l_125;
          f_127  =  *((__global float *) ul_126);
          i_128  =  i_22 + i_122;
          l_129  =  (long) i_128;
          l_130  =  l_129 + 4L;
          l_131  =  l_130 << 2;
          ul_132  =  ul_5 + l_131;
          f_133  =  *((__global float *) ul_132);
          i_134  =  i_23 + i_122;
          l_135  =  (long) i_134;
          l_136  =  l_135 + 4L;
          l_137  =  l_136 << 2;
          ul_138  =  ul_5 + l_137;
          f_139  =  *((__global float *) ul_138);
          i_140  =  i_24 + i_122;
          l_141  =  (long) i_140;
          l_142  =  l_141 + 4L;
          l_143  =  l_142 << 2;
          ul_144  =  ul_5 + l_143;
          f_145  =  *((__global float *) ul_144);
          i_146  =  i_51 >> 24;
          i_147  =  i_146 & 255;
          ul_148  =  i_147 & 4294967295UL;
          ul_149  =  ul_148 + 4L;
          ul_150  =  ul_149 << 2;
          ul_151  =  ul_4 + ul_150;
          f_152  =  *((__global float *) ul_151);
          i_153  =  i_60 + 3;
          l_154  =  (long) i_153;
          l_155  =  l_154 + 4L;
          l_156  =  l_155 << 2;
          ul_157  =  ul_5 + l_156;
          f_158  =  *((__global float *) ul_157);
          i_159  =  i_22 + i_153;
          l_160  =  (long) i_159;
          l_161  =  l_160 + 4L;
          l_162  =  l_161 << 2;
          ul_163  =  ul_5 + l_162;
          f_164  =  *((__global float *) ul_163);
          i_165  =  i_23 + i_153;
          l_166  =  (long) i_165;
          l_167  =  l_166 + 4L;
          l_168  =  l_167 << 2;
          ul_169  =  ul_5 + l_168;
          f_170  =  *((__global float *) ul_169);
          i_171  =  i_24 + i_153;
          l_172  =  (long) i_171;
          l_173  =  l_172 + 4L;
          l_174  =  l_173 << 2;
          ul_175  =  ul_5 + l_174;
          f_176  =  *((__global float *) ul_175);
          f_177  =  f_152 - f_38;
          f_178  =  f_121 - f_38;
          f_179  =  f_90 - f_38;
          f_180  =  f_57 - f_38;
          f_181  =  fma(f_180, f_83, f_44);
          f_182  =  fma(f_179, f_114, f_181);
          f_183  =  fma(f_178, f_145, f_182);
          f_184  =  fma(f_177, f_176, f_183);
          f_185  =  fma(f_180, f_77, f_43);
          f_186  =  fma(f_179, f_108, f_185);
          f_187  =  fma(f_178, f_139, f_186);
          f_188  =  fma(f_177, f_170, f_187);
          f_189  =  fma(f_180, f_71, f_42);
          f_190  =  fma(f_179, f_102, f_189);
          f_191  =  fma(f_178, f_133, f_190);
          f_192  =  fma(f_177, f_164, f_191);
          f_193  =  fma(f_180, f_65, f_41);
          f_194  =  fma(f_179, f_96, f_193);
          f_195  =  fma(f_178, f_127, f_194);
          f_196  =  fma(f_177, f_158, f_195);
          i_197  =  i_45 + 1;
          f_41  =  f_196;
          f_42  =  f_192;
          f_43  =  f_188;
          f_44  =  f_184;
          i_45  =  i_197;
        }  // B7
        // BLOCK 9
        ul_198  =  ul_2 + l_36;
        f_199  =  *((__global float *) ul_198);
        f_200  =  fma(f_44, f_199, f_31);
        f_201  =  fma(f_43, f_199, f_30);
        f_202  =  fma(f_42, f_199, f_29);
        f_203  =  fma(f_41, f_199, f_28);
        i_204  =  i_32 + 1;
        f_28  =  f_203;
        f_29  =  f_202;
        f_30  =  f_201;
        f_31  =  f_200;
        i_32  =  i_204;
      }  // B5
      // BLOCK 10
      i_205  =  *((__global int *) ul_14);
      i_206  =  i_205 * i_25;
      i_207  =  i_206 + i_15;
      l_208  =  (long) i_207;
      l_209  =  l_208 + 4L;
      l_210  =  l_209 << 2;
      ul_211  =  ul_6 + l_210;
      *((__global float *) ul_211)  =  f_28;
      i_212  =  i_207 + i_205;
      l_213  =  (long) i_212;
      l_214  =  l_213 + 4L;
      l_215  =  l_214 << 2;
      ul_216  =  ul_6 + l_215;
      *((__global float *) ul_216)  =  f_29;
      i_217  =  i_205 << 1;
      i_218  =  i_217 + i_207;
      l_219  =  (long) i_218;
      l_220  =  l_219 + 4L;
      l_221  =  l_220 << 2;
      ul_222  =  ul_6 + l_221;
      *((__global float *) ul_222)  =  f_30;
      i_223  =  i_217 + i_205;
      i_224  =  i_223 + i_207;
      l_225  =  (long) i_224;
      l_226  =  l_225 + 4L;
      l_227  =  l_226 << 2;
      ul_228  =  ul_6 + l_227;
      *((__global float *) ul_228)  =  f_31;
      i_229  =  i_7 + i_17;
      i_17  =  i_229;
    }  // B3
    // BLOCK 11
    i_230  =  i_8 + i_15;
    i_15  =  i_230;
  }  // B1
  // BLOCK 12
  return;
}  //  kernel
