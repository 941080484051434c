__kernel void linearInteger4(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *sizes, __global uchar *codes, __global uchar *scales, __global uchar *zeros, __global uchar *q, __global uchar *sums, __global uchar *steps, __global uchar *y)
{
  float f_19, f_108, f_113, f_115, f_116, f_117, f_118, f_119, f_121, f_126;
  int i_8, i_12, i_14, i_15, i_16, i_17, i_18, i_20, i_21, i_22, i_23, i_24, i_25, i_26, i_31, i_32, i_33, i_38, i_39, i_43, i_44, i_48, i_49, i_53, i_54, i_59, i_63, i_67, i_71, i_72, i_73, i_74, i_75, i_76, i_77, i_78, i_79, i_80, i_81, i_82, i_83, i_84, i_85, i_86, i_87, i_88, i_89, i_90, i_91, i_92, i_93, i_94, i_95, i_96, i_97, i_98, i_99, i_100, i_101, i_102, i_103, i_120, i_127;
  long l_27, l_28, l_29, l_34, l_35, l_36, l_40, l_41, l_45, l_46, l_50, l_51, l_55, l_56, l_57, l_60, l_61, l_64, l_65, l_68, l_69, l_104, l_105, l_106, l_109, l_110, l_111, l_122, l_123, l_124;
  ulong ul_0, ul_1, ul_2, ul_3, ul_4, ul_5, ul_6, ul_7, ul_9, ul_10, ul_11, ul_13, ul_30, ul_37, ul_42, ul_47, ul_52, ul_58, ul_62, ul_66, ul_70, ul_107, ul_112, ul_114, ul_125;

  // BLOCK 0
  ul_0  =  (ulong) sizes;
  ul_1  =  (ulong) codes;
  ul_2  =  (ulong) scales;
  ul_3  =  (ulong) zeros;
  ul_4  =  (ulong) q;
  ul_5  =  (ulong) sums;
  ul_6  =  (ulong) steps;
  ul_7  =  (ulong) y;
  i_8  =  get_global_size(0);
  ul_9  =  ul_6 + 16L;
  ul_10  =  ul_0 + 24L;
  ul_11  =  ul_0 + 20L;
  i_12  =  get_global_id(0);
  ul_13  =  ul_0 + 16L;
  // BLOCK 1 MERGES [0 8 ]
  i_14  =  i_12;
  for(;;)
  {
    i_15  =  *((__global int *) ul_13);
    if(!(i_14 < i_15))
    {
      break;
    }
    // BLOCK 2
    i_16  =  *((__global int *) ul_11);
    i_17  =  *((__global int *) ul_10);
    i_18  =  i_16 * i_14;
    // BLOCK 3 MERGES [2 7 ]
    f_19  =  0.0F;
    i_20  =  0;
    for(;i_20 < i_16;)
    {
      // BLOCK 4
      i_21  =  i_17 * i_20;
      i_22  =  i_18 + i_20;
      i_23  =  i_22 * i_17;
      // BLOCK 5 MERGES [4 6 ]
      i_24  =  0;
      i_25  =  0;
      for(;i_25 < i_17;)
      {
        // BLOCK 6
        i_26  =  i_23 + i_25;
        l_27  =  (long) i_26;
        l_28  =  l_27 + 4L;
        l_29  =  l_28 << 2;
        ul_30  =  ul_1 + l_29;
        i_31  =  *((__global int *) ul_30);
        i_32  =  i_21 + i_25;
        i_33  =  i_32 << 3;
        l_34  =  (long) i_33;
        l_35  =  l_34 + 4L;
        l_36  =  l_35 << 2;
        ul_37  =  ul_4 + l_36;
        i_38  =  *((__global int *) ul_37);
        i_39  =  i_33 + 5;
        l_40  =  (long) i_39;
        l_41  =  l_40 << 2;
        ul_42  =  ul_4 + l_41;
        i_43  =  *((__global int *) ul_42);
        i_44  =  i_33 + 6;
        l_45  =  (long) i_44;
        l_46  =  l_45 << 2;
        ul_47  =  ul_4 + l_46;
        i_48  =  *((__global int *) ul_47);
        i_49  =  i_33 + 7;
        l_50  =  (long) i_49;
        l_51  =  l_50 << 2;
        ul_52  =  ul_4 + l_51;
        i_53  =  *((__global int *) ul_52);
        i_54  =  i_33 + 4;
        l_55  =  (long) i_54;
        l_56  =  l_55 + 4L;
        l_57  =  l_56 << 2;
        ul_58  =  ul_4 + l_57;
        i_59  =  *((__global int *) ul_58);
        l_60  =  l_40 + 4L;
        l_61  =  l_60 << 2;
        ul_62  =  ul_4 + l_61;
        i_63  =  *((__global int *) ul_62);
        l_64  =  l_45 + 4L;
        l_65  =  l_64 << 2;
        ul_66  =  ul_4 + l_65;
        i_67  =  *((__global int *) ul_66);
        l_68  =  l_50 + 4L;
        l_69  =  l_68 << 2;
        ul_70  =  ul_4 + l_69;
        i_71  =  *((__global int *) ul_70);
        i_72  =  i_31 >> 28;
        i_73  =  i_72 & 15;
        i_74  =  i_73 * i_71;
        i_75  =  i_31 >> 24;
        i_76  =  i_75 & 15;
        i_77  =  i_76 * i_67;
        i_78  =  i_31 >> 20;
        i_79  =  i_78 & 15;
        i_80  =  i_79 * i_63;
        i_81  =  i_31 >> 16;
        i_82  =  i_81 & 15;
        i_83  =  i_82 * i_59;
        i_84  =  i_31 >> 12;
        i_85  =  i_84 & 15;
        i_86  =  i_85 * i_53;
        i_87  =  i_31 >> 8;
        i_88  =  i_87 & 15;
        i_89  =  i_88 * i_48;
        i_90  =  i_31 & 15;
        i_91  =  i_90 * i_38;
        i_92  =  i_31 >> 4;
        i_93  =  i_92 & 15;
        i_94  =  i_93 * i_43;
        i_95  =  i_91 + i_94;
        i_96  =  i_89 + i_95;
        i_97  =  i_86 + i_96;
        i_98  =  i_83 + i_97;
        i_99  =  i_80 + i_98;
        i_100  =  i_77 + i_99;
        i_101  =  i_74 + i_100;
        i_102  =  i_24 + i_101;
        i_103  =  i_25 + 1;
        i_24  =  i_102;
        i_25  =  i_103;
      }  // B5
      // BLOCK 7
      l_104  =  (long) i_22;
      l_105  =  l_104 + 4L;
      l_106  =  l_105 << 2;
      ul_107  =  ul_3 + l_106;
      f_108  =  *((__global float *) ul_107);
      l_109  =  (long) i_20;
      l_110  =  l_109 + 4L;
      l_111  =  l_110 << 2;
      ul_112  =  ul_5 + l_111;
      f_113  =  *((__global float *) ul_112);
      ul_114  =  ul_2 + l_106;
      f_115  =  *((__global float *) ul_114);
      f_116  =  (float) i_24;
      f_117  =  f_108 * f_113;
      f_118  =  f_116 - f_117;
      f_119  =  fma(f_118, f_115, f_19);
      i_120  =  i_20 + 1;
      f_19  =  f_119;
      i_20  =  i_120;
    }  // B3
    // BLOCK 8
    f_121  =  *((__global float *) ul_9);
    l_122  =  (long) i_14;
    l_123  =  l_122 + 4L;
    l_124  =  l_123 << 2;
    ul_125  =  ul_7 + l_124;
    f_126  =  f_121 * f_19;
    *((__global float *) ul_125)  =  f_126;
    i_127  =  i_8 + i_14;
    i_14  =  i_127;
  }  // B1
  // BLOCK 9
  return;
}  //  kernel
