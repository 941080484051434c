__kernel void linearGrid4(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *sizes, __global uchar *codes, __global uchar *scales, __global uchar *zeros, __global uchar *x, __global uchar *y)
{
  float f_16, f_23, f_26, f_27, f_41, f_46, f_51, f_56, f_62, f_66, f_70, f_74, f_77, f_78, f_81, f_82, f_85, f_86, f_89, f_90, f_91, f_92, f_93, f_94, f_97, f_98, f_101, f_102, f_105, f_106, f_108, f_109, f_110, f_111, f_112, f_113, f_116, f_117, f_118;
  int i_6, i_9, i_11, i_12, i_13, i_14, i_15, i_17, i_18, i_24, i_25, i_28, i_29, i_34, i_35, i_36, i_42, i_47, i_52, i_57, i_75, i_76, i_79, i_80, i_83, i_84, i_87, i_88, i_95, i_96, i_99, i_100, i_103, i_104, i_107, i_114, i_119, i_124;
  long l_19, l_20, l_21, l_30, l_31, l_32, l_37, l_38, l_39, l_43, l_44, l_48, l_49, l_53, l_54, l_58, l_59, l_60, l_63, l_64, l_67, l_68, l_71, l_72, l_120, l_121, l_122;
  ulong ul_0, ul_1, ul_2, ul_3, ul_4, ul_5, ul_7, ul_8, ul_10, ul_22, ul_33, ul_40, ul_45, ul_50, ul_55, ul_61, ul_65, ul_69, ul_73, ul_115, ul_123;

  // BLOCK 0
  ul_0  =  (ulong) sizes;
  ul_1  =  (ulong) codes;
  ul_2  =  (ulong) scales;
  ul_3  =  (ulong) zeros;
  ul_4  =  (ulong) x;
  ul_5  =  (ulong) y;
  i_6  =  get_global_size(0);
  ul_7  =  ul_0 + 24L;
  ul_8  =  ul_0 + 20L;
  i_9  =  get_global_id(0);
  ul_10  =  ul_0 + 16L;
  // BLOCK 1 MERGES [0 8 ]
  i_11  =  i_9;
  for(;;)
  {
    i_12  =  *((__global int *) ul_10);
    if(!(i_11 < i_12))
    {
      break;
    }
    // BLOCK 2
    i_13  =  *((__global int *) ul_8);
    i_14  =  *((__global int *) ul_7);
    i_15  =  i_13 * i_11;
    // BLOCK 3 MERGES [2 7 ]
    f_16  =  0.0F;
    i_17  =  0;
    for(;i_17 < i_13;)
    {
      // BLOCK 4
      i_18  =  i_15 + i_17;
      l_19  =  (long) i_18;
      l_20  =  l_19 + 4L;
      l_21  =  l_20 << 2;
      ul_22  =  ul_3 + l_21;
      f_23  =  *((__global float *) ul_22);
      i_24  =  i_14 * i_17;
      i_25  =  i_18 * i_14;
      // BLOCK 5 MERGES [4 6 ]
      f_26  =  0.0F;
      f_27  =  0.0F;
      i_28  =  0;
      for(;i_28 < i_14;)
      {
        // BLOCK 6
        i_29  =  i_25 + i_28;
        l_30  =  (long) i_29;
        l_31  =  l_30 + 4L;
        l_32  =  l_31 << 2;
        ul_33  =  ul_1 + l_32;
        i_34  =  *((__global int *) ul_33);
        i_35  =  i_24 + i_28;
        i_36  =  i_35 << 3;
        l_37  =  (long) i_36;
        l_38  =  l_37 + 4L;
        l_39  =  l_38 << 2;
        ul_40  =  ul_4 + l_39;
        f_41  =  *((__global float *) ul_40);
        i_42  =  i_36 + 5;
        l_43  =  (long) i_42;
        l_44  =  l_43 << 2;
        ul_45  =  ul_4 + l_44;
        f_46  =  *((__global float *) ul_45);
        i_47  =  i_36 + 6;
        l_48  =  (long) i_47;
        l_49  =  l_48 << 2;
        ul_50  =  ul_4 + l_49;
        f_51  =  *((__global float *) ul_50);
        i_52  =  i_36 + 7;
        l_53  =  (long) i_52;
        l_54  =  l_53 << 2;
        ul_55  =  ul_4 + l_54;
        f_56  =  *((__global float *) ul_55);
        i_57  =  i_36 + 4;
        l_58  =  (long) i_57;
        l_59  =  l_58 + 4L;
        l_60  =  l_59 << 2;
        ul_61  =  ul_4 + l_60;
        f_62  =  *((__global float *) ul_61);
        l_63  =  l_43 + 4L;
        l_64  =  l_63 << 2;
        ul_65  =  ul_4 + l_64;
        f_66  =  *((__global float *) ul_65);
        l_67  =  l_48 + 4L;
        l_68  =  l_67 << 2;
        ul_69  =  ul_4 + l_68;
        f_70  =  *((__global float *) ul_69);
        l_71  =  l_53 + 4L;
        l_72  =  l_71 << 2;
        ul_73  =  ul_4 + l_72;
        f_74  =  *((__global float *) ul_73);
        i_75  =  i_34 >> 28;
        i_76  =  i_75 & 15;
        f_77  =  (float) i_76;
        f_78  =  f_77 - f_23;
        i_79  =  i_34 >> 20;
        i_80  =  i_79 & 15;
        f_81  =  (float) i_80;
        f_82  =  f_81 - f_23;
        i_83  =  i_34 >> 12;
        i_84  =  i_83 & 15;
        f_85  =  (float) i_84;
        f_86  =  f_85 - f_23;
        i_87  =  i_34 >> 4;
        i_88  =  i_87 & 15;
        f_89  =  (float) i_88;
        f_90  =  f_89 - f_23;
        f_91  =  fma(f_90, f_46, f_27);
        f_92  =  fma(f_86, f_56, f_91);
        f_93  =  fma(f_82, f_66, f_92);
        f_94  =  fma(f_78, f_74, f_93);
        i_95  =  i_34 >> 24;
        i_96  =  i_95 & 15;
        f_97  =  (float) i_96;
        f_98  =  f_97 - f_23;
        i_99  =  i_34 >> 16;
        i_100  =  i_99 & 15;
        f_101  =  (float) i_100;
        f_102  =  f_101 - f_23;
        i_103  =  i_34 >> 8;
        i_104  =  i_103 & 15;
        f_105  =  (float) i_104;
        f_106  =  f_105 - f_23;
        i_107  =  i_34 & 15;
        f_108  =  (float) i_107;
        f_109  =  f_108 - f_23;
        f_110  =  fma(f_109, f_41, f_26);
        f_111  =  fma(f_106, f_51, f_110);
        f_112  =  fma(f_102, f_62, f_111);
        f_113  =  fma(f_98, f_70, f_112);
        i_114  =  i_28 + 1;
        f_26  =  f_113;
        f_27  =  f_94;
        i_28  =  i_114;
      }  // B5
      // BLOCK 7
      ul_115  =  ul_2 + l_21;
      f_116  =  *((__global float *) ul_115);
      f_117  =  f_26 + f_27;
      f_118  =  fma(f_117, f_116, f_16);
      i_119  =  i_17 + 1;
      f_16  =  f_118;
      i_17  =  i_119;
    }  // B3
    // BLOCK 8
    l_120  =  (long) i_11;
    l_121  =  l_120 + 4L;
    l_122  =  l_121 << 2;
    ul_123  =  ul_5 + l_122;
    *((__global float *) ul_123)  =  f_16;
    i_124  =  i_6 + i_11;
    i_11  =  i_124;
  }  // B1
  // BLOCK 9
  return;
}  //  kernel
